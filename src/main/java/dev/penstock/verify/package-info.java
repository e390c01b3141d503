/// Compares what the online store holds with the newest history.
@org.jspecify.annotations.NullMarked
package dev.penstock.verify;
