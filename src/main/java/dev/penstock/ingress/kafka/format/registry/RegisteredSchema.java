package dev.penstock.ingress.kafka.format.registry;

import java.util.List;

/// A schema as a registry holds it.
///
/// @param type `AVRO`, `PROTOBUF` or `JSON`
/// @param references the schemas that it builds on, each behind those that it builds on itself
public record RegisteredSchema(String type, String text, List<Referenced> references) {
  public RegisteredSchema {
    references = List.copyOf(references);
  }

  /// A schema that others build on.
  ///
  /// @param name what they call it
  public record Referenced(String name, String text) {}
}
