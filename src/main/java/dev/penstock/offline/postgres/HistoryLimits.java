package dev.penstock.offline.postgres;

import java.time.Duration;

/// What reading history may take of a server.
///
/// @param scans most at a time, each with a connection and a sort of its own
/// @param statement how long one statement may take; the first of a scan may sort a whole table
record HistoryLimits(int scans, Duration statement) {}
