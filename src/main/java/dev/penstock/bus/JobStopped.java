package dev.penstock.bus;

/// The answer to a [JobStop], once nothing can start the job again.
///
/// @param known whether there is such a job
public record JobStopped(boolean known) {}
