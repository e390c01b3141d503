/// Connections to PostgreSQL, as both of its stores need them.
@org.jspecify.annotations.NullMarked
package dev.penstock.postgres;
