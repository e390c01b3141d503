package dev.penstock.config;

import java.time.Duration;

/// The HTTP ingress.
///
/// @param instances event loops that serve
/// @param port 0 takes any free one
/// @param maxBodyBytes of a decoded body
/// @param maxRows of one push or read
/// @param maxDepth nesting of JSON
/// @param maxInFlight requests with a body, at a time
/// @param maxInFlightBytes memory that these take together, at least eight times `maxBodyBytes`
/// @param idleTimeout after which a quiet connection is closed, longer than `bodyTimeout` and
///   `storeTimeout`
/// @param bodyTimeout for a body to arrive
/// @param storeTimeout for the stores to answer
/// @param drainTimeout for requests under way when the process is stopped
public record HttpConfig(
    int instances,
    String host,
    int port,
    long maxBodyBytes,
    int maxRows,
    int maxDepth,
    int maxInFlight,
    long maxInFlightBytes,
    Duration idleTimeout,
    Duration bodyTimeout,
    Duration storeTimeout,
    Duration drainTimeout) {
  /// What a body comes to in memory once it is parsed and planned, in bodies: the columns as they
  /// were sent, and as the stores want them. Columns of small numbers are the worst case.
  public static final int BODIES_IN_MEMORY = 8;

  static final Range INSTANCES = new Range(1, 64);
  static final Range PORT = new Range(0, 65_535);
  static final Range BODY_BYTES = new Range(1_024, 1L << 30);
  static final Range ROWS = new Range(1, 10_000_000);
  static final Range DEPTH = new Range(4, 1_000);
  static final Range IN_FLIGHT = new Range(1, 1_000_000);
  static final Range IN_FLIGHT_BYTES = new Range(1_024, 1L << 40);

  public HttpConfig {
    INSTANCES.check("instances", instances);
    PORT.check("port", port);
    BODY_BYTES.check("maxBodyBytes", maxBodyBytes);
    ROWS.check("maxRows", maxRows);
    DEPTH.check("maxDepth", maxDepth);
    IN_FLIGHT.check("maxInFlight", maxInFlight);
    IN_FLIGHT_BYTES.check("maxInFlightBytes", maxInFlightBytes);
  }
}
