/// The offline store: every row, for training.
@org.jspecify.annotations.NullMarked
package dev.penstock.offline;
