/// The definitions in use: read, checked for contradictions, and replaced as a whole on reload.
@org.jspecify.annotations.NullMarked
package dev.penstock.registry;
