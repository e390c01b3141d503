/// Leases, schedules and windows that are done, in tables of PostgreSQL.
@org.jspecify.annotations.NullMarked
package dev.penstock.lease.postgres;
