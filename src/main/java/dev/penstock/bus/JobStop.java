package dev.penstock.bus;

/// Asks a job to end at its next chunk; one that has ended stays as it is.
public record JobStop(String id) {}
