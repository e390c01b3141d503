package dev.penstock.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the records of a topic are written in, told apart by `type`.
public sealed interface FormatConfig {
  Range ROWS = new Range(1, 10_000_000);

  /// Whether the records say themselves which push source they are for.
  default boolean namesPushSources() {
    return false;
  }

  /// What a record without a value is: nothing at all (a tombstone, say), or a bad one.
  enum NullValue {
    IGNORE,
    BAD
  }

  /// What a decimal number becomes: a number, for DOUBLE features, or its exact digits as text, for
  /// DECIMAL and STRING features.
  enum Decimals {
    NUMBER,
    TEXT
  }

  /// What stands before the bytes of a message.
  enum Framing {
    /// Nothing; Avro's own single-object marker is passed over.
    PLAIN,
    /// A zero, and the id of the schema in 4 bytes.
    CONFLUENT,
    /// A zero, and the id of the schema in 8 bytes.
    APICURIO
  }

  /// A JSON object is a row, an array of objects is several.
  record Json(NullValue nullValue) implements FormatConfig, Payload {}

  /// The body of `POST /push`.
  ///
  /// @param maxRows of one record
  record Push(NullValue nullValue, int maxRows) implements FormatConfig {
    public Push {
      ROWS.check("maxRows", maxRows);
    }

    @Override
    public boolean namesPushSources() {
      return true;
    }
  }

  /// CloudEvents 1.0, structured, batched or binary.
  ///
  /// @param data what the data is written in where an event does not say it
  record CloudEvents(NullValue nullValue, Payload data) implements FormatConfig {}

  /// Change events of Debezium.
  ///
  /// @param deletes what the deletion of a row comes to
  /// @param keyColumns of a row of nulls; empty for those that the record's key has
  /// @param timeColumn of a row of nulls that gets the time of the deletion
  record Debezium(
      NullValue nullValue,
      Payload payload,
      Deletes deletes,
      List<String> keyColumns,
      Optional<String> timeColumn,
      Decimals decimals)
      implements FormatConfig {
    public Debezium {
      keyColumns = List.copyOf(keyColumns);
    }

    /// What the deletion of a row comes to.
    public enum Deletes {
      IGNORE,
      /// A row that has its keys and the time of the deletion, and nothing else.
      NULLS
    }
  }

  /// Avro's binary encoding; a record is a row, an array of records is several.
  record Avro(NullValue nullValue, Framing framing, Schemas schemas, Decimals decimals)
      implements FormatConfig, Payload {}

  /// Messages of Protocol Buffers, a row each.
  ///
  /// @param message full name of the messages' type; with a registry, the records may tell it
  record Protobuf(NullValue nullValue, Framing framing, Schemas schemas, Optional<String> message)
      implements FormatConfig {}

  /// What may lie inside an event.
  sealed interface Payload permits Json, Avro {}

  /// Where schemas come from.
  sealed interface Schemas {}

  /// One schema for all records: an `.avsc` file, or a `FileDescriptorSet` of Protocol Buffers.
  record SchemaFile(Path file) implements Schemas {}

  /// Each record names its own.
  record FromRegistry(SchemaRegistryConfig registry) implements Schemas {}
}
