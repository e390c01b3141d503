package dev.penstock.bus;

/// The answer to an [OfflineWrite], once it is durable.
public record OfflineWritten(int written) {}
