package dev.penstock.plan;

import java.time.InstantSource;

/// What planning depends on beside the push and the definitions.
///
/// @param clock what the word `now` means as a time
public record PlanSettings(TimeUnitOfIntegers integerTimeUnit, InstantSource clock) {}
