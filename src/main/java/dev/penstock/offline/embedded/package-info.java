/// The offline store that needs nothing installed: DuckDB inside the process.
@org.jspecify.annotations.NullMarked
package dev.penstock.offline.embedded;
