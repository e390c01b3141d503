package dev.penstock.offline.parquet;

import dev.penstock.offline.duckdb.Cell;
import java.util.Optional;

/// How the values of a column get from a push into a file.
///
/// @param staged the type in which they are in a table meanwhile
/// @param cell what puts them there; empty where that goes by their Feast type
/// @param value the expression that makes the file's value of one in the table
/// @param readsText whether it takes texts for numbers, which goes with some of them only
record Transfer(String staged, Optional<Cell> cell, String value, boolean readsText) {}
