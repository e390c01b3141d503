package dev.penstock;

import picocli.CommandLine.IVersionProvider;

/// The version that the jar's manifest says.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"penstock " + (version == null ? "(not packaged)" : version)};
  }
}
