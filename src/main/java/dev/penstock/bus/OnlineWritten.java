package dev.penstock.bus;

/// The answer to an [OnlineWrite], once it is durable.
///
/// @param stale rows that lost against what was stored
public record OnlineWritten(int written, int stale) {}
