/// Blocking work, kept off the event loops.
@org.jspecify.annotations.NullMarked
package dev.penstock.work;
