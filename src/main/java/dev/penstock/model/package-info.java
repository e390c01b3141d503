/// The values that Penstock speaks of: definitions, columns, pushes, outcomes. Pure.
@org.jspecify.annotations.NullMarked
package dev.penstock.model;
