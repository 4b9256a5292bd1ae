//! Views of the graph for other programs and for the eye.
