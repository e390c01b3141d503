package dev.penstock.model;

/// Why a job has failed.
public record JobFailure(FailureKind kind, String message) {}
