/// Dead letters that are tried again, and the report of what became of them.
@org.jspecify.annotations.NullMarked
package dev.penstock.replay;
