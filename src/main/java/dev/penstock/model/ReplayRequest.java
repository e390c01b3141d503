package dev.penstock.model;

import java.util.OptionalLong;

/// A request to try dead letters again.
///
/// @param topic that they are in
/// @param since least time at which a letter was sent there, in microseconds since the epoch, UTC;
///   from the first that is there without one
/// @param until greatest such time, likewise; up to what is there now without one
/// @param examples most letters that the report shows of those that cannot be stored
public record ReplayRequest(
    JobTrigger trigger, String topic, OptionalLong since, OptionalLong until, int examples)
    implements JobRequest {}
