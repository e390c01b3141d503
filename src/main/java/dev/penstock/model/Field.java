package dev.penstock.model;

/// A named, typed column: a feature, a join key or a further column of a batch source.
public record Field(String name, ValueType type) {}
