package dev.echowall.config;

import java.nio.file.Path;

/**
 * Who may speak on the event bus: each side shows a certificate that the authority has signed.
 *
 * @param certificate this instance's, in PEM, with those between it and the authority's
 * @param key its private key, in PEM (PKCS#8)
 * @param ca the certificates of the cluster's own authority, in PEM: whoever has one of it is trusted
 */
public record TlsConfig(Path certificate, Path key, Path ca) {}
