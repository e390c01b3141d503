/// When something is due, by the clock alone: cron expressions, what was missed, jitter, back-off.
@org.jspecify.annotations.NullMarked
package dev.penstock.schedule;
