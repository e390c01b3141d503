/// The offline store that appends to Parquet files, where Feast and others read them.
@org.jspecify.annotations.NullMarked
package dev.penstock.offline.parquet;
