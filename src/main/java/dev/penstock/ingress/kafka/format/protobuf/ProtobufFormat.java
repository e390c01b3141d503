package dev.penstock.ingress.kafka.format.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.config.FormatConfig.FromRegistry;
import dev.penstock.config.FormatConfig.Protobuf;
import dev.penstock.config.FormatConfig.SchemaFile;
import dev.penstock.config.SchemaRegistryConfig;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.ingress.kafka.RecordRow;
import dev.penstock.ingress.kafka.format.PayloadFormat;
import dev.penstock.ingress.kafka.format.registry.Frame;
import dev.penstock.ingress.kafka.format.registry.SchemaCache;
import dev.penstock.ingress.kafka.format.registry.SchemaRegistry;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Messages of Protocol Buffers, a row each.
public final class ProtobufFormat implements PayloadFormat {
  private static final int MOST_DEPTH = 90;

  private final Framing framing;
  private final Optional<String> message;
  private final Schemas schemas;

  /// Where the type of a message is.
  private sealed interface Schemas {}

  private record One(Descriptor type) implements Schemas {}

  private record ById(SchemaCache<FileDescriptor> cache) implements Schemas {}

  /// - **Fails** by throwing `INVALID` when the schema file cannot be read, or lacks the message.
  ///
  /// @param registries opens those that formats share
  public ProtobufFormat(
      Protobuf config, Function<SchemaRegistryConfig, SchemaRegistry> registries) {
    this.framing = config.framing();
    this.message = config.message();
    this.schemas =
        switch (config.schemas()) {
          case SchemaFile(var file) -> new One(type(file, message.orElse("")));
          case FromRegistry(var registry) ->
              new ById(SchemaCache.of(registry, registries, ProtoFiles::read));
        };
  }

  @Override
  public Future<Void> prepare(List<byte[]> payloads) {
    return switch (schemas) {
      case One _ -> Future.succeededFuture();
      case ById(var cache) -> cache.prepare(Frame.ids(payloads, framing));
    };
  }

  @Override
  public List<RecordRow> rows(String what, byte[] payload) {
    long id = Frame.id(what, payload, framing);
    int start = Frame.length(framing);
    var in = CodedInputStream.newInstance(payload, start, payload.length - start);
    var _ = in.setRecursionLimit(MOST_DEPTH);
    try {
      var header = MessageHeader.read(in, framing);
      return List.of(row(read(type(id, header), in), payload.length));
    } catch (IOException corrupt) {
      throw new BadRecordException(
          "the %s is no message of its type: %s".formatted(what, corrupt.getMessage()));
    }
  }

  private Descriptor type(long id, MessageHeader header) {
    return switch (schemas) {
      case One(var type) -> type;
      case ById(var cache) -> {
        var file = cache.get(id);
        yield message.isEmpty()
            ? header.in(file)
            : named(List.of(file), message.get())
                .orElseThrow(() ->
                    new BadRecordException("schema %d has no %s".formatted(id, message.get())));
      }
    };
  }

  private static Message read(Descriptor type, CodedInputStream in) throws IOException {
    var read = DynamicMessage.newBuilder(type).mergeFrom(in);
    in.checkLastTagWas(0);
    if (!read.isInitialized()) {
      throw new BadRecordException(
          "the message lacks " + String.join(", ", read.findInitializationErrors()));
    }
    return read.buildPartial();
  }

  private static RecordRow row(Message message, int length) {
    var out = new JsonWriter(2 * length);
    ProtoJson.write(out, message);
    return new RecordRow(out.array(), 0, out.length());
  }

  private static Descriptor type(Path file, String message) {
    return named(ProtoFiles.read(file), message)
        .orElseThrow(() ->
            new PushException(
                FailureKind.INVALID,
                "schema file %s has no message %s; names are full, as in shop.v1.Ride"
                    .formatted(file, message)));
  }

  private static Optional<Descriptor> named(List<FileDescriptor> files, String fullName) {
    for (var file : files) {
      String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
      if (fullName.startsWith(prefix)) {
        Optional<Descriptor> found = within(file.getMessageTypes(), fullName);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Descriptor> within(List<Descriptor> types, String fullName) {
    for (var type : types) {
      if (type.getFullName().equals(fullName)) {
        return Optional.of(type);
      }
      if (fullName.startsWith(type.getFullName() + ".")) {
        return within(type.getNestedTypes(), fullName);
      }
    }
    return Optional.empty();
  }
}
