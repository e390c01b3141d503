package dev.penstock.ingress.http;

import dev.penstock.model.Definitions;
import java.time.Instant;

/// Definitions as they are in use.
///
/// @param version counts the loads
/// @param loaded when they came into use
public record DefinitionsSnapshot(Definitions definitions, int version, Instant loaded) {}
