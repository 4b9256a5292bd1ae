//! Arguments in, exit code out.

/// Counts what each query of `serve` holds.
#[cfg(feature = "serve")]
#[global_allocator]
static ALLOCATOR: briefgraph::server::Metered = briefgraph::server::Metered;

fn main() -> std::process::ExitCode {
    briefgraph::cli::main()
}
