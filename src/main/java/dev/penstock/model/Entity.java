package dev.penstock.model;

/// What a feature describes, named by one join key column.
public record Entity(String name, String joinKey, ValueType type) {}
