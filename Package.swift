// swift-tools-version: 6.2
import PackageDescription

// Every target: Swift 6 language mode (the default of these tools), warnings are errors, and no import is visible
// that the file did not write itself.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
// Everywhere but in the modules that hold a C library or the kernel by the hand, the compiler proves that no unsafe
// construct is used.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

// In dependency order: a target imports only what stands above it.
let package = Package(
    name: "nm-topology",
    products: [.executable(name: "nm-topology", targets: ["nm-topology"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CDBus", pkgConfig: "dbus-1", providers: [.apt(["libdbus-1-dev"])]),
        .systemLibrary(name: "CGLib", pkgConfig: "glib-2.0", providers: [.apt(["libglib2.0-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "DBus", dependencies: ["CDBus"], swiftSettings: strict),
        .target(name: "GLib", dependencies: ["CGLib"], swiftSettings: strict),
        .target(name: "NetTypes", swiftSettings: safe),
        .target(name: "Kernel", dependencies: ["CLinux", "NetTypes"], swiftSettings: strict),
        .target(name: "Topology", dependencies: ["NetTypes", orderedCollections, yams], swiftSettings: safe),
        .target(
            name: "Profiles", dependencies: ["GLib", "NetTypes", "Topology", orderedCollections], swiftSettings: safe),
        .target(
            name: "ProfileExport",
            dependencies: ["GLib", "NetTypes", "Profiles", orderedCollections],
            swiftSettings: safe
        ),
        .target(name: "Checks", dependencies: ["CLinux", "NetTypes", "Topology"], swiftSettings: strict),
        .target(name: "GuestExport", dependencies: ["NetTypes", "Topology", orderedCollections], swiftSettings: safe),
        .target(name: "SwitchSide", dependencies: ["NetTypes", "Topology", orderedCollections], swiftSettings: safe),
        .target(name: "NMClient", dependencies: ["DBus"], swiftSettings: safe),
        .target(
            name: "Planning",
            dependencies: ["NetTypes", "Profiles", "Topology", orderedCollections],
            swiftSettings: safe
        ),
        .target(
            name: "Diagnosis", dependencies: ["Checks", "Kernel", "NetTypes", "Planning", "Profiles"],
            swiftSettings: safe),
        .target(
            name: "Trial",
            dependencies: ["CLinux", "NetTypes", "Planning", "Profiles", "Topology"],
            swiftSettings: strict
        ),
        .target(
            name: "NMBackend",
            dependencies: [
                "DBus", "Diagnosis", "GLib", "Kernel", "NMClient", "NetTypes", "Planning", "Profiles", "Topology",
                "Trial",
                logging, orderedCollections,
            ],
            swiftSettings: safe
        ),
        .target(
            name: "Rendering",
            dependencies: [
                "Diagnosis", "NetTypes", "Planning", "SwitchSide", "Topology", "Trial", orderedCollections,
            ],
            swiftSettings: safe
        ),
        .target(
            name: "Picture",
            dependencies: ["Kernel", "NetTypes", "Planning", "Profiles", "Rendering", "Topology", orderedCollections],
            swiftSettings: safe
        ),
        .target(
            name: "Commands",
            dependencies: [
                "Checks", "Diagnosis", "GLib", "GuestExport", "Kernel", "NMBackend", "NetTypes", "Picture", "Planning",
                "ProfileExport", "Profiles", "Rendering", "SwitchSide", "Topology", "Trial", orderedCollections,
                argumentParser, logging,
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "nm-topology", dependencies: ["Commands"], swiftSettings: safe),
        .executableTarget(
            name: "bench-floor", dependencies: ["DBus", "NMClient"], path: "Benchmarks/floor", swiftSettings: strict),

        .target(name: "LabSupport", path: "Tests/LabSupport", swiftSettings: strict),
        .testTarget(name: "DBusTests", dependencies: ["DBus", "LabSupport"], swiftSettings: strict),
        .testTarget(name: "GLibTests", dependencies: ["GLib", "LabSupport"], swiftSettings: strict),
        .testTarget(name: "NetTypesTests", dependencies: ["NetTypes"], swiftSettings: strict),
        .testTarget(name: "KernelTests", dependencies: ["Kernel", "LabSupport", "NetTypes"], swiftSettings: strict),
        .testTarget(
            name: "TopologyTests", dependencies: ["LabSupport", "NetTypes", "Topology", orderedCollections],
            swiftSettings: strict),
        .testTarget(name: "ChecksTests", dependencies: ["Checks", "NetTypes", "Topology"], swiftSettings: strict),
        .testTarget(
            name: "ProfilesTests", dependencies: ["NetTypes", "Profiles", "Topology", orderedCollections],
            swiftSettings: strict),
        .testTarget(
            name: "ProfileExportTests",
            dependencies: [
                "GLib", "LabSupport", "NetTypes", "ProfileExport", "Profiles", "Topology", orderedCollections,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GuestExportTests", dependencies: ["GuestExport", "LabSupport", "NetTypes", "Topology"],
            swiftSettings: strict),
        .testTarget(
            name: "SwitchSideTests",
            dependencies: ["LabSupport", "NetTypes", "Rendering", "SwitchSide", "Topology", orderedCollections],
            exclude: ["Snapshots"],
            swiftSettings: strict),
        .testTarget(name: "NMClientTests", dependencies: ["DBus", "NMClient", "LabSupport"], swiftSettings: strict),
        .testTarget(
            name: "PlanningTests",
            dependencies: ["NetTypes", "Planning", "Profiles", "Rendering", "Topology", orderedCollections],
            exclude: ["Golden"],
            swiftSettings: strict),
        .testTarget(
            name: "DiagnosisTests",
            dependencies: ["Checks", "Diagnosis", "Kernel", "NetTypes", "Planning", "Profiles", "Rendering"],
            swiftSettings: strict),
        .testTarget(
            name: "TrialTests", dependencies: ["LabSupport", "NetTypes", "Planning", "Profiles", "Topology", "Trial"],
            swiftSettings: strict),
        .testTarget(
            name: "RenderingTests",
            dependencies: ["NetTypes", "Planning", "Profiles", "Rendering", "Topology", "Trial", orderedCollections],
            swiftSettings: strict),
        .testTarget(
            name: "PictureTests",
            dependencies: [
                "Kernel", "LabSupport", "NMBackend", "NetTypes", "Picture", "Planning", "Profiles", "Rendering",
                "Topology",
                orderedCollections,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CommandsTests", dependencies: ["Commands", "DBus", "LabSupport"], exclude: ["Snapshots"],
            swiftSettings: strict),
        .testTarget(name: "LabTests", dependencies: ["LabSupport"], swiftSettings: strict),
    ]
)
