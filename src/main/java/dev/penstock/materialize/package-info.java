/// Copies history into the online store: runs, the windows that are done, schedules.
@org.jspecify.annotations.NullMarked
package dev.penstock.materialize;
