//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    briefgraph::cli::main()
}
