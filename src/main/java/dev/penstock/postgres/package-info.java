/// Connections to PostgreSQL and names in it, as both of its stores need them.
@org.jspecify.annotations.NullMarked
package dev.penstock.postgres;
