/// Feast's registry, as a file or as tables, read into definitions.
@org.jspecify.annotations.NullMarked
package dev.penstock.feast.registry;
