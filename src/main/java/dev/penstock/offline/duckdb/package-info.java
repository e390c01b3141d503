/// What the offline stores that use DuckDB share: columns, their types, and how rows get in.
@org.jspecify.annotations.NullMarked
package dev.penstock.offline.duckdb;
