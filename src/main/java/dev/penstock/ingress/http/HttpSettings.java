package dev.penstock.ingress.http;

import java.time.Duration;

/// What the HTTP ingress is told; the names are those of the configuration.
///
/// @param bodiesInMemory what a body comes to once it is parsed and planned, in bodies
/// @param storeTimeout for a store to answer
/// @param strictStatusCodes Feast's own 500 for what is the caller's fault, in place of 422
public record HttpSettings(
    String host,
    int port,
    int maxBodyBytes,
    int bodiesInMemory,
    int maxRows,
    int maxDepth,
    Duration idleTimeout,
    Duration bodyTimeout,
    Duration storeTimeout,
    Duration drainTimeout,
    boolean strictStatusCodes) {}
