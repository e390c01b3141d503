package dev.penstock.bus;

/// Asks for all schedules.
public record SchedulesQuery() {}
