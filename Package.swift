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
// Code that runs once in a command and not for each of a thousand interfaces is smaller, not faster: generic functions are
// not compiled again for each type.
let small: [SwiftSetting] = [
    .unsafeFlags(["-Xllvm", "-sil-disable-pass=generic-specializer"], .when(configuration: .release))
]
// Everywhere but in the modules that call a C library or the kernel, the compiler proves that no unsafe
// construct is used.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

// The release is small, stripped, and starts where glibc is older than here.
//
// lld forgets what only code that it left out refers to; gold would ask for symbols of the newest glibc. Swift's libraries
// ask for -lstdc++, and a linker takes the shared library of a folder before the archive: so `make release` shows it a
// folder that has the archive alone. libgcc_s stays shared, as its archive wants a newer glibc; it is wherever glibc is.
//
// Functions whose code is the same become one (--icf=all): Swift cannot compare functions, and its runtime does not do it
// by address. The tables for unwinding are left out (slim.ld says why that may be).
let slim = [
    "-use-ld=lld", "-L\(Context.packageDirectory)/.build/static", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-s",
    "-Xlinker", "--icf=all", "-Xlinker", "\(Context.packageDirectory)/packaging/slim.ld",
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

// In dependency order: a target imports only what stands above it.
let package = Package(
    name: "nm-topology",
    products: [.executable(name: "nm-topology", targets: ["nm-topology"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(name: "CDBus", pkgConfig: "dbus-1", providers: [.apt(["libdbus-1-dev"])]),
        .systemLibrary(name: "CGLib", pkgConfig: "glib-2.0", providers: [.apt(["libglib2.0-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "CArguments"),
        .target(name: "COldGlibc"),
        .target(name: "CSandbox", exclude: ["scripts"]),
        .target(name: "DBus", dependencies: ["CDBus"], swiftSettings: strict + small),
        .target(name: "GLib", dependencies: ["CGLib"], swiftSettings: strict + small),
        .target(name: "YAML", dependencies: ["CYAML"], swiftSettings: strict),
        .target(name: "System", dependencies: ["CLinux"], swiftSettings: strict + small),
        .target(name: "Sandbox", dependencies: ["CSandbox", "System"], swiftSettings: strict + small),
        .target(name: "NetTypes", swiftSettings: safe),
        .target(
            name: "Topology", dependencies: ["NetTypes", "YAML", orderedCollections], swiftSettings: safe),
        .target(
            name: "Profiles", dependencies: ["GLib", "NetTypes", "Topology", orderedCollections],
            swiftSettings: safe + small),
        .target(name: "Host", dependencies: ["NetTypes", "Profiles"], swiftSettings: safe + small),
        .target(
            name: "Kernel", dependencies: ["CLinux", "Host", "NetTypes", "System"], swiftSettings: strict + small),
        .target(name: "BootFiles", dependencies: ["Host", "NetTypes", "System"], swiftSettings: strict + small),
        .target(name: "Checks", dependencies: ["CLinux", "NetTypes", "Topology"], swiftSettings: strict + small),
        .target(
            name: "GuestExport", dependencies: ["NetTypes", "Topology", orderedCollections],
            swiftSettings: safe + small),
        .target(
            name: "SwitchSide", dependencies: ["NetTypes", "Topology", orderedCollections],
            swiftSettings: safe + small),
        .target(name: "NMClient", dependencies: ["DBus", "NetTypes"], swiftSettings: safe + small),
        .target(
            name: "Planning",
            dependencies: ["Host", "NetTypes", "Profiles", "Topology", orderedCollections],
            swiftSettings: safe + small
        ),
        .target(
            name: "Importing",
            dependencies: ["GLib", "Host", "NetTypes", "Planning", "Profiles", "Topology", "YAML", orderedCollections],
            swiftSettings: safe + small),
        .target(
            name: "Diagnosis", dependencies: ["Checks", "Host", "Kernel", "NetTypes", "Planning", "Profiles"],
            swiftSettings: safe + small),
        .target(
            name: "Trial",
            dependencies: ["BootFiles", "GLib", "Host", "NetTypes", "Planning", "Profiles", "System", "Topology"],
            swiftSettings: strict + small
        ),
        .target(
            name: "NMBackend",
            dependencies: [
                "DBus", "GLib", "Host", "Kernel", "NMClient", "NetTypes", "Planning", "Profiles", "Topology",
                "System", "Trial",
                logging, orderedCollections,
            ],
            swiftSettings: safe + small
        ),
        .target(
            name: "Engine",
            dependencies: [
                "BootFiles", "Checks", "Diagnosis", "GLib", "GuestExport", "Host", "Importing", "Kernel", "NMBackend",
                "NetTypes", "Planning", "Profiles", "System", "Topology", "Trial", logging, orderedCollections,
            ],
            swiftSettings: strict + small
        ),
        .target(
            name: "Rehearsal",
            dependencies: ["Host", "NetTypes", "Planning", "Sandbox", "SwitchSide", "System", "Topology"],
            swiftSettings: strict + small
        ),
        .target(
            name: "Rendering",
            dependencies: [
                "Diagnosis", "Host", "NetTypes", "Planning", "Rehearsal", "SwitchSide", "System", "Topology", "Trial",
                orderedCollections,
            ],
            swiftSettings: safe + small
        ),
        .target(
            name: "Picture",
            dependencies: ["Host", "NetTypes", "Planning", "Profiles", "Rendering", "Topology", orderedCollections],
            swiftSettings: safe + small
        ),
        .target(name: "BusService", dependencies: ["DBus", "System"], swiftSettings: strict + small),
        .target(
            name: "Commands",
            dependencies: [
                "BusService", "CArguments", "Engine", "Importing", "NetTypes", "Picture", "Planning", "Rehearsal",
                "Rendering",
                "Sandbox",
                "SwitchSide", "System", "Topology", "Trial",
                argumentParser, logging, orderedCollections,
            ],
            swiftSettings: strict + small
        ),
        .executableTarget(
            name: "nm-topology", dependencies: ["COldGlibc", "Commands"], swiftSettings: safe,
            linkerSettings: [.unsafeFlags(slim, .when(configuration: .release))]),
        .executableTarget(
            name: "bench-floor", dependencies: ["DBus", "NMClient"], path: "Benchmarks/floor", swiftSettings: strict),

        .target(
            name: "LabSupport", dependencies: ["DBus", "Sandbox", "System"], path: "Tests/LabSupport",
            swiftSettings: strict),
        .testTarget(
            name: "BusServiceTests", dependencies: ["BusService", "DBus", "LabSupport"], swiftSettings: strict),
        .testTarget(name: "DBusTests", dependencies: ["DBus", "LabSupport"], swiftSettings: strict),
        .testTarget(name: "GLibTests", dependencies: ["GLib", "LabSupport"], swiftSettings: strict),
        .testTarget(name: "YAMLTests", dependencies: ["LabSupport", "YAML"], swiftSettings: strict),
        .testTarget(name: "SystemTests", dependencies: ["LabSupport", "System"], swiftSettings: strict),
        .testTarget(name: "NetTypesTests", dependencies: ["NetTypes"], swiftSettings: strict),
        .testTarget(
            name: "KernelTests", dependencies: ["Host", "Kernel", "LabSupport", "NetTypes"], swiftSettings: strict),
        .testTarget(
            name: "BootFilesTests", dependencies: ["BootFiles", "Host", "LabSupport", "NetTypes"],
            swiftSettings: strict),
        .testTarget(
            name: "TopologyTests", dependencies: ["LabSupport", "NetTypes", "Topology", orderedCollections],
            swiftSettings: strict),
        .testTarget(
            name: "ImportingTests",
            dependencies: ["Importing", "LabSupport", "NetTypes", "Profiles", "Topology", orderedCollections],
            swiftSettings: strict),
        .testTarget(
            name: "RehearsalTests",
            dependencies: ["Host", "LabSupport", "NetTypes", "Planning", "Rehearsal", "Topology", orderedCollections],
            swiftSettings: strict),
        .testTarget(name: "ChecksTests", dependencies: ["Checks", "NetTypes", "Topology"], swiftSettings: strict),
        .testTarget(
            name: "ProfilesTests",
            dependencies: ["GLib", "LabSupport", "NetTypes", "Profiles", "Topology", orderedCollections],
            swiftSettings: strict),
        .testTarget(
            name: "GuestExportTests", dependencies: ["GuestExport", "LabSupport", "NetTypes", "Topology"],
            swiftSettings: strict),
        .testTarget(
            name: "SwitchSideTests",
            dependencies: ["LabSupport", "NetTypes", "Rendering", "SwitchSide", "Topology", orderedCollections],
            exclude: ["Snapshots"],
            swiftSettings: strict),
        .testTarget(
            name: "NMClientTests", dependencies: ["DBus", "LabSupport", "NMClient", "NetTypes"], swiftSettings: strict),
        .testTarget(
            name: "NMBackendTests", dependencies: ["DBus", "NMBackend", "NMClient", "Profiles"], swiftSettings: strict),
        .testTarget(
            name: "PlanningTests",
            dependencies: [
                "Host", "LabSupport", "NetTypes", "Planning", "Profiles", "Rendering", "Topology", orderedCollections,
            ],
            exclude: ["Golden"],
            swiftSettings: strict),
        .testTarget(
            name: "DiagnosisTests",
            dependencies: [
                "Checks", "Diagnosis", "Host", "Kernel", "LabSupport", "NetTypes", "Planning", "Profiles", "Rendering",
            ],
            swiftSettings: strict),
        .target(
            name: "TrialSupport",
            dependencies: ["Host", "NetTypes", "Planning", "Profiles", "System", "Topology", "Trial"],
            path: "Tests/TrialSupport", swiftSettings: strict),
        .testTarget(
            name: "TrialTests",
            dependencies: [
                "Host", "LabSupport", "NetTypes", "Planning", "Profiles", "System", "Topology", "Trial", "TrialSupport",
            ],
            exclude: ["Records"],
            swiftSettings: strict),
        .testTarget(
            name: "RenderingTests",
            dependencies: [
                "Host", "LabSupport", "NetTypes", "Planning", "Profiles", "Rendering", "System", "Topology", "Trial",
                orderedCollections,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PictureTests",
            dependencies: [
                "Host", "LabSupport", "NetTypes", "Picture", "Planning", "Profiles", "Rendering",
                "Topology",
                orderedCollections,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EngineTests",
            dependencies: ["Engine", "NetTypes", "Planning", "System", "Topology", "Trial", "TrialSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "CommandsTests", dependencies: ["Commands", "DBus", "LabSupport"], exclude: ["Snapshots"],
            swiftSettings: strict),
        .testTarget(name: "LabTests", dependencies: ["LabSupport"], swiftSettings: strict),

        // Judges the fault sweep's runs; it knows nothing of the program.
        .target(name: "FaultVerdict", path: "Tests/FaultVerdict", swiftSettings: safe),
        .executableTarget(
            name: "faults-verdict", dependencies: ["FaultVerdict"], path: "Tests/faults-verdict", swiftSettings: safe),
        .testTarget(
            name: "FaultVerdictTests", dependencies: ["FaultVerdict"], exclude: ["Runs"], swiftSettings: strict),
    ]
)
