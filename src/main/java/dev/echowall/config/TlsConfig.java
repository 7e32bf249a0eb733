package dev.echowall.config;

import java.nio.file.Path;

/**
 * TLS on the event bus: each side presents a certificate that the authority has signed.
 *
 * @param certificate this instance's certificate, in PEM, followed by intermediate ones
 * @param key its private key, in PEM (PKCS#8)
 * @param ca the certificates of the cluster's own authority, in PEM: every holder of one of its certificates is trusted
 */
public record TlsConfig(Path certificate, Path key, Path ca) {}
