package dev.penstock.bus;

import dev.penstock.model.JobRequest;

/// Asks for a job.
public record JobSubmission(JobRequest request) {}
