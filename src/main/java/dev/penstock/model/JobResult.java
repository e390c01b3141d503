package dev.penstock.model;

import java.nio.file.Path;

/// What a job leaves to be fetched; it goes when the job is forgotten.
public record JobResult(String contentType, Path file) {}
