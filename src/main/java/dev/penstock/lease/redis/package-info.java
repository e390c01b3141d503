/// Leases, schedules and windows that are done, in Redis.
@org.jspecify.annotations.NullMarked
package dev.penstock.lease.redis;
