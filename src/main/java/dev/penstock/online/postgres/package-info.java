/// The online store in PostgreSQL, in Feast's tables.
@org.jspecify.annotations.NullMarked
package dev.penstock.online.postgres;
