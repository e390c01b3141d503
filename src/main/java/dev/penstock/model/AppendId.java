package dev.penstock.model;

/// Names what is appended to history, so that nothing is stored twice however often it is appended.
public sealed interface AppendId permits BatchId, RecordRange {}
