package dev.penstock.model;

/// A named stream of feature rows that producers push to, with the batch source of its history.
public record PushSource(String name, BatchSource batchSource) {}
