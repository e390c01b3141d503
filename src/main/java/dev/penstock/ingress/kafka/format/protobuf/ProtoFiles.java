package dev.penstock.ingress.kafka.format.protobuf;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import dev.penstock.ingress.kafka.format.SchemaFiles;
import dev.penstock.ingress.kafka.format.registry.RegisteredSchema;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Links files of messages: each after those that it imports.
final class ProtoFiles {
  /// What every compiler brings along.
  private static final Map<String, FileDescriptor> KNOWN =
      known(
          TimestampProto.getDescriptor(),
          DurationProto.getDescriptor(),
          WrappersProto.getDescriptor(),
          StructProto.getDescriptor(),
          AnyProto.getDescriptor(),
          EmptyProto.getDescriptor(),
          FieldMaskProto.getDescriptor(),
          DescriptorProtos.getDescriptor());

  private final Map<String, FileDescriptorProto> sources = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> linked = new HashMap<>(KNOWN);
  private final Set<String> underway = new HashSet<>();

  private ProtoFiles() {}

  /// The files of a `FileDescriptorSet`.
  ///
  /// - **Fails** by throwing `INVALID`.
  static List<FileDescriptor> read(Path file) {
    var files = new ProtoFiles();
    try {
      for (var source : FileDescriptorSet.parseFrom(SchemaFiles.bytes(file)).getFileList()) {
        files.sources.put(source.getName(), source);
      }
      return files.sources.keySet().stream().map(files::link).toList();
    } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
      throw SchemaFiles.unreadable(
          file, "is no FileDescriptorSet, as protoc --descriptor_set_out writes it", unreadable);
    }
  }

  /// A registered schema.
  ///
  /// - **Fails** by throwing [IllegalArgumentException], or what the parser does.
  static FileDescriptor read(RegisteredSchema schema) {
    if (!schema.type().equals("PROTOBUF")) {
      throw new IllegalArgumentException("it is one of " + schema.type() + ", not of Protobuf");
    }
    var files = new ProtoFiles();
    for (var reference : schema.references()) {
      files.sources.put(reference.name(), ProtoText.read(reference.name(), reference.text()));
    }
    String main = "";
    files.sources.put(main, ProtoText.read(main, schema.text()));
    return files.link(main);
  }

  private FileDescriptor link(String name) {
    var known = linked.get(name);
    if (known != null) {
      return known;
    }
    var source = sources.get(name);
    if (source == null || !underway.add(name)) {
      throw new IllegalArgumentException("'" + name + "' is imported, but not there");
    }
    // Files of options only are often left out; what needs a type of theirs is refused below.
    var present =
        source.getDependencyList().stream()
            .filter(other -> sources.containsKey(other) || KNOWN.containsKey(other))
            .toList();
    var imports = present.stream().map(this::link).toArray(FileDescriptor[]::new);
    try {
      var file =
          FileDescriptor.buildFrom(
              source.toBuilder()
                  .clearDependency()
                  .clearPublicDependency()
                  .clearWeakDependency()
                  .addAllDependency(present)
                  .addAllPublicDependency(shown(source, present))
                  .build(),
              imports);
      linked.put(name, file);
      return file;
    } catch (DescriptorValidationException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  private static List<Integer> shown(FileDescriptorProto source, List<String> present) {
    return source.getPublicDependencyList().stream()
        .map(at -> present.indexOf(source.getDependency(at)))
        .filter(at -> at >= 0)
        .toList();
  }

  private static Map<String, FileDescriptor> known(FileDescriptor... files) {
    var known = new HashMap<String, FileDescriptor>();
    Stream.of(files).forEach(file -> known.put(file.getName(), file));
    return Map.copyOf(known);
  }
}
