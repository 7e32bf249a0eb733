package dev.echowall.clients;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The SDKs that a class of tests uses, each started once. For the test's own thread. */
final class RunningSdks implements AutoCloseable {
    private final Map<Sdk, SdkProcess> processes = new EnumMap<>(Sdk.class);
    private final List<JavaSdkClient> inThisProcess = new ArrayList<>();

    /** A new connection, in place of the one that this SDK had before; skips the test when the SDK is not to be had. */
    SdkClient connect(Sdk sdk, String url) {
        return connect(sdk, url, List.of());
    }

    /** The same by tokens: the first is there from the beginning, unless it is empty; the SDK has to ask for each other one. */
    SdkClient connect(Sdk sdk, String url, List<String> tokens) {
        if (sdk == Sdk.JAVA) {
            JavaSdkClient client = new JavaSdkClient(url, tokens);
            inThisProcess.add(client);
            return client;
        }
        return processes
                .computeIfAbsent(sdk, each -> SdkProcess.start(each.command()))
                .connect(url, tokens);
    }

    @Override
    public void close() {
        processes.values().forEach(SdkProcess::close);
        inThisProcess.forEach(JavaSdkClient::close);
    }
}
