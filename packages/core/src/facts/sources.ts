import type { Source } from '../base/index.ts';

/** Every published place that the catalogue cites, once. */
export const SOURCES = {
  epochHardware: {
    title: 'Epoch AI, Machine Learning Hardware (CC-BY)',
    url: 'https://epoch.ai/data/machine-learning-hardware',
  },
  driverMemory: {
    title: 'modal-labs/modal-client pull request 2797: totals that nvidia-smi reports',
    url: 'https://github.com/modal-labs/modal-client/pull/2797',
  },
  b200DriverMemory: {
    title: 'NVIDIA/TensorRT-LLM issue 10278: nvidia-smi of a B200',
    url: 'https://github.com/NVIDIA/TensorRT-LLM/issues/10278',
  },
  h20DriverMemory: {
    title: 'nvidia-smi of an H20, public listing',
    locator: '97,871 MiB, 500 W',
  },
  gh200DriverMemory: {
    title: 'nvidia-smi of a GH200 480GB, public listing',
    locator: '97,871 MiB, 900 W',
  },
  rtxPro6000DriverMemory: {
    title: 'nvidia-smi of an RTX PRO 6000 Blackwell Server Edition, public listing',
    locator: '97,887 MiB, 600 W',
  },
  mi300xDriverMemory: {
    title: 'ROCm issue 4750: rocm-smi of MI300X',
    url: 'https://github.com/ROCm/legacy-rocm-build/issues/4750',
  },
  h20SemiAnalysis: {
    title: 'SemiAnalysis, Nvidia’s New China AI Chips Circumvent US Restrictions: H20 (2023-11)',
    url: 'https://semianalysis.com/2023/11/09/nvidias-new-china-ai-chips-circumvent/',
  },
  a800Reuters: {
    title:
      'Reuters, Nvidia offers new advanced chip for China that meets US export controls (2022-11)',
    url: 'https://www.reuters.com/technology/exclusive-nvidia-offers-new-advanced-chip-china-that-meets-us-export-controls-2022-11-08/',
  },
  gh200Datasheet: {
    title: 'NVIDIA GH200 Grace Hopper Superchip, data sheet',
    url: 'https://resources.nvidia.com/en-us-grace-cpu/grace-hopper-superchip',
  },
  mi300xDatasheet: {
    title: 'AMD Instinct MI300X Accelerator, data sheet',
    url: 'https://www.amd.com/content/dam/amd/en/documents/instinct-tech-docs/data-sheets/amd-instinct-mi300x-data-sheet.pdf',
  },
  mi325xDatasheet: {
    title: 'AMD Instinct MI325X Accelerator, data sheet',
    url: 'https://www.amd.com/content/dam/amd/en/documents/instinct-tech-docs/product-briefs/instinct-mi325x-datasheet.pdf',
  },
  mi355xDatasheet: {
    title: 'AMD Instinct MI355X GPU, brochure',
    url: 'https://www.amd.com/content/dam/amd/en/documents/instinct-tech-docs/product-briefs/amd-instinct-mi355x-gpu-brochure.pdf',
  },
  rocmGpuSpecs: {
    title: 'AMD ROCm documentation, GPU specifications (VRAM in GiB)',
    url: 'https://rocm.docs.amd.com/en/latest/reference/gpu-specs.html',
  },
  rtxPro6000Datasheet: {
    title: 'NVIDIA RTX PRO 6000 Blackwell Server Edition, data sheet',
    url: 'https://www.nvidia.com/en-us/data-center/rtx-pro-6000-blackwell-server-edition/',
  },
  calibration: {
    title: 'gigafactory calibrate on an AMD EPYC of 2024 (Zen 5), two virtual cores, 2026-11-29',
    locator: 'docs/calibration.md',
  },
  dynamicPower: {
    title: 'Weste and Harris, CMOS VLSI Design, 4th edition (2011)',
    locator: 'section 5.2: switching power is activity x capacitance x voltage squared x frequency',
  },
  mlEngineering: {
    title: 'Bekman, Machine Learning Engineering Open Book: maximum achievable matmul FLOPS',
    url: 'https://github.com/stas00/ml-engineering/tree/master/compute/accelerator',
  },
  mi300xTraining: {
    title: 'alpharomercoma, MI300X vs H200: training Llama 3 8B in bf16',
    url: 'https://github.com/alpharomercoma/MI300X-vs-H200',
  },
  epochClusters: {
    title: 'Epoch AI, GPU Clusters (CC-BY)',
    url: 'https://epoch.ai/data/gpu-clusters',
  },
  epochDataCenters: {
    title: 'Epoch AI, Frontier Data Centers (CC-BY)',
    url: 'https://epoch.ai/data/data-centers',
  },
  epochFunding: {
    title: 'Epoch AI, AI Companies: funding rounds (CC-BY)',
    url: 'https://epoch.ai/data/ai-companies',
  },
  epochTco: { title: 'Epoch AI, total cost of ownership of a 1 GW AI data centre' },
  epochTrainingCost: {
    title: 'Epoch AI, training-cost-trends, citing SemiAnalysis',
    url: 'https://github.com/epoch-research/training-cost-trends',
  },
  clusterCostSheet: {
    title: 'H100 cluster cost spreadsheet, cited in the notes of Epoch AI, GPU Clusters',
    url: 'https://epoch.ai/data/gpu-clusters',
  },
  torchtitan: {
    title: 'TorchTitan, arXiv:2410.06511',
    url: 'https://arxiv.org/abs/2410.06511',
  },
  h100WhitePaper: { title: 'NVIDIA H100 Tensor Core GPU Architecture, white paper' },
  a100WhitePaper: { title: 'NVIDIA A100 Tensor Core GPU Architecture, white paper' },
  a100Datasheet: { title: 'NVIDIA A100 Tensor Core GPU, data sheet' },
  b200DeviceQuery: {
    title: 'pytorch/ao pull request 4002: device query of a B200',
    url: 'https://github.com/pytorch/ao/pull/4002',
  },
  huggingFaceHardware: {
    title: 'Hugging Face, Hardware pages (MSRP)',
    url: 'https://huggingface.co/hardware/h100',
  },
  dgxH100Guide: {
    title: 'NVIDIA DGX H100/H200 User Guide',
    url: 'https://docs.nvidia.com/dgx/dgxh100-user-guide/',
  },
  dgxA100Guide: { title: 'NVIDIA DGX A100 User Guide, DU-09821-001' },
  dgxA100Launch: { title: 'NVIDIA press release, DGX A100, 2020-05-14' },
  dgxB200Guide: {
    title: 'NVIDIA DGX B200 User Guide',
    url: 'https://docs.nvidia.com/dgx/dgxb200-user-guide/introduction-to-dgxb200.html',
  },
  dgxB200Page: {
    title: 'NVIDIA DGX B200 product page: 64 TB/s for eight GPUs',
    url: 'https://www.nvidia.com/en-us/data-center/dgx-b200/',
  },
  dgxB200Price: {
    title: 'Vengineer, DGX B200 unboxed (list price of about 515 kUSD)',
    url: 'https://vengineer.hatenablog.com/entry/2025/03/16/080000',
  },
  b300Comparison: {
    title:
      'DataCrunch, NVIDIA B300 vs B200, after NVIDIA Blackwell Architecture Technical Brief, table 3',
    url: 'https://datacrunch.io/blog/nvidia-b300-vs-b200-complete-gpu-comparison-to-date',
  },
  superPodH100: {
    title: 'NVIDIA DGX SuperPOD Reference Architecture, DGX H100, RA-11333-001 V11',
    url: 'https://docs.nvidia.com/dgx-superpod/',
  },
  superPodB200: {
    title: 'NVIDIA DGX SuperPOD Reference Architecture, DGX B200',
    url: 'https://docs.nvidia.com/dgx-superpod/reference-architecture-scalable-infrastructure-b200/latest/dgx-superpod-architecture.html',
  },
  superPodB300: {
    title: 'NVIDIA DGX SuperPOD Reference Architecture, DGX B300 with Quantum-X800',
    url: 'https://docs.nvidia.com/dgx-superpod/reference-architecture/scalable-infrastructure-b300-xdr/latest/dgx-superpod-architecture.html',
  },
  superPodGb200: {
    title: 'NVIDIA DGX SuperPOD Reference Architecture, DGX GB200',
    url: 'https://docs.nvidia.com/dgx-superpod/reference-architecture-scalable-infrastructure-gb200/latest/dgx-superpod-architecture.html',
  },
  gb200Deployment: {
    title: 'Introl, GB200 NVL72 deployment (blog)',
    url: 'https://introl.com/blog/gb200-nvl72-deployment-72-gpu-liquid-cooled',
  },
  gb300Cooling: {
    title: 'Manish KL, The Cooling Stack Is the New Critical Path: GB300 NVL72 (blog)',
    url: 'https://manishklach.github.io/writings/blackwell-gb300-nvl72-cooling-stack.html',
  },
  gb200Setloop: {
    title: 'Setloop, NVIDIA GB200 NVL72: Blackwell at rack scale (blog)',
    url: 'https://setloop.io/blog/gb200-nvl72-architecture',
  },
  jupiter: {
    title: 'Jülich Supercomputing Centre, JUPITER: configuration',
    url: 'https://apps.fz-juelich.de/jsc/hps/jupiter/configuration.html',
  },
  azureMi300x: {
    title: 'Microsoft Azure, ND MI300X v5-series',
    url: 'https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/virtual-machines/sizes/gpu-accelerated/nd-mi300x-v5-series.md',
  },
  mi355xRack: {
    title: "WebProNews, AMD's MI355X rack at Hot Chips 2025: 96 GPUs in an EIA rack, Pollara cards",
    url: 'https://www.webpronews.com/amds-mi355x-rack-challenges-nvidia-with-128-gpus-and-2-6-exaflops-for-ai',
  },
  dgxB300Wiki: {
    title: 'AI Wiki, NVIDIA DGX B300',
    url: 'https://aiwiki.ai/wiki/nvidia_dgx_b300',
  },
  crusoeGb200: {
    title: 'MLCommons, inference results 6.1: Crusoe, system of a GB200 NVL72',
    url: 'https://github.com/mlcommons/inference_results_v6.1/blob/main/closed/Crusoe/systems/GB200-NVL72_GB200-186GB_aarch64x16_Dynamo.json',
  },
  xdrTransceivers: {
    title: 'NVIDIA LinkX, 800Gb/s XDR transceivers and fibres (200G-PAM4)',
    url: 'https://docs.nvidia.com/networking/display/800g200gpam4list',
  },
  ndrAndXdr: {
    title: 'Pingdo, InfiniBand NDR800 vs. NDR400',
    url: 'https://pingdo.net/ai-infrastructure/infinitiband-ndr800-vs-ndr400',
  },
  superPodCabling: {
    title: 'NVIDIA DGX SuperPOD, Cabling Data Centers Design Guide',
    url: 'https://docs.nvidia.com/dgx-superpod/design-guide-cabling-data-centers/latest/port-power.html',
  },
  qm87xxManual: {
    title: 'NVIDIA QM87xx 1U HDR 200Gb/s InfiniBand Switch Systems User Manual',
    url: 'https://docs.nvidia.com/networking/display/QM87XX',
  },
  latif2024: {
    title: 'Latif et al., Empirical Measurements of AI Training Power Demand, arXiv:2412.08602',
    url: 'https://arxiv.org/abs/2412.08602',
  },
  newkirk2025: { title: 'Newkirk et al. 2025, measured power of H100 nodes' },
  semiAnalysisEnergy: {
    title: 'SemiAnalysis, AI Datacenter Energy Dilemma (2024-03)',
    url: 'https://semianalysis.com/2024/03/13/ai-datacenter-energy-dilemma-race/',
  },
  semiAnalysis100k: {
    title: 'SemiAnalysis, 100,000 H100 Clusters (2024-06-17), public part',
    url: 'https://semianalysis.com/2024/06/17/100000-h100-clusters-power-network/',
  },
  serveTheHomeColossus: {
    title: 'ServeTheHome, Inside the 100K GPU xAI Colossus Cluster',
    url: 'https://www.servethehome.com/inside-100000-nvidia-gpu-xai-colossus-cluster-supermicro-helped-build-for-elon-musk/',
  },
  sn5000Datasheet: {
    title: 'NVIDIA Spectrum SN5000 Series Switches, data sheet',
    url: 'https://nvdam.widen.net/s/mmvbnpk8qk/networking-ethernet-switches-sn5000-datasheet-us',
  },
  linkX: {
    title: 'NVIDIA LinkX transceiver and cable product specifications',
    url: 'https://docs.nvidia.com/networking/',
  },
  ociBlog: {
    title: 'Oracle Cloud Infrastructure blog, Supercluster and Zettascale',
    url: 'https://blogs.oracle.com/cloud-infrastructure/',
  },
  ociPrice: { title: 'Oracle Licensing Experts, OCI GPU list prices (2026-04)' },
  uptime2023: { title: 'Uptime Institute, Global Data Center Survey 2023' },
  uptime2024: { title: 'Uptime Institute, Global Data Center Survey 2024' },
  lbnl: { title: 'Lawrence Berkeley National Laboratory, US data-centre energy, via Epoch AI' },
  energyProfile: { title: 'energyprofile.org, Tennessee industrial electricity price' },
  cushman2025: { title: 'Cushman & Wakefield, Data Center Development Cost Guide 2025' },
  turner2025: { title: 'Turner & Townsend, Data Centre Construction Cost Index 2025' },
  leadTimes2026: { title: 'Trade-press survey of electrical equipment lead times, 2026' },
  coreWeave: { title: 'CoreWeave Form 10-Q for 2025-06-30', locator: 'R41' },
  llama3: {
    title: 'The Llama 3 Herd of Models, arXiv:2407.21783',
    url: 'https://arxiv.org/abs/2407.21783',
  },
  rsc: {
    title: 'Kokolis et al., Revisiting Reliability in Large-Scale ML Clusters, arXiv:2410.21680',
    url: 'https://arxiv.org/abs/2410.21680',
  },
  ftHsdp: {
    title: 'Salpekar et al., Training LLMs with Fault Tolerant HSDP, arXiv:2602.00277',
    url: 'https://arxiv.org/abs/2602.00277',
  },
  byteRobust: {
    title: 'ByteRobust: Robust LLM Training Infrastructure, arXiv:2509.16293',
    url: 'https://arxiv.org/abs/2509.16293',
  },
  megaScale: {
    title: 'MegaScale: Scaling LLM Training to More Than 10,000 GPUs, arXiv:2402.15627',
    url: 'https://arxiv.org/abs/2402.15627',
  },
  minder: {
    title: 'Minder: Faulty Machine Detection, arXiv:2411.01791',
    url: 'https://arxiv.org/abs/2411.01791',
  },
  twoGpus: {
    title: 'Story of Two GPUs: resilience of Hopper H100 and Ampere A100, arXiv:2503.11901',
    url: 'https://arxiv.org/abs/2503.11901',
  },
  stragglers: {
    title: 'Lin et al., Understanding Stragglers in Large Model Training, arXiv:2505.05713',
    url: 'https://arxiv.org/abs/2505.05713',
  },
  nvSentinel: {
    title: 'NVIDIA/NVSentinel, issue 126',
    url: 'https://github.com/NVIDIA/NVSentinel',
  },
  olmoHybrid: { title: 'Lambda, training OLMo Hybrid with Ai2 (blog)' },
  vast: { title: 'VAST Data, checkpoint traffic of 40 production runs (blog)' },
  schroeder2006: {
    title: 'Schroeder and Gibson, A large-scale study of failures in HPC systems, DSN 2006',
    url: 'https://pdl.cmu.edu/PDL-FTP/associated/CMU-PDL-05-112_abs.shtml',
  },
  ford2010: {
    title: 'Ford et al., Availability in Globally Distributed Storage Systems, OSDI 2010',
    url: 'https://research.google/pubs/availability-in-globally-distributed-storage-systems/',
  },
  dean2008: {
    title: 'Dean (Google), typical first year of a new cluster, talk of 2008',
    url: 'https://e-mats.org/2008/04/handling-large-datasets-at-google',
  },
  gill2011: { title: 'Gill et al., Understanding Network Failures in Data Centers, SIGCOMM 2011' },
  singh2021: {
    title: 'Singh et al., Surviving switch failures in cloud datacenters, CCR April 2021',
    url: 'https://ccronline.sigcomm.org/2021/ccr-april-2021/surviving-switch-failures-in-cloud-datacenters/',
  },
  hpn2024: {
    title: 'Qian et al., Alibaba HPN: a data center network for LLM training, SIGCOMM 2024',
    url: 'https://doi.org/10.1145/3651890.3672265',
  },
  uptimeOutages: {
    title: 'Uptime Institute, Annual Outage Analysis 2024 and 2025, via press',
    url: 'https://www.theregister.com/2024/04/02/datacenter_outages_declining/',
  },
  googleCdu: {
    title: 'Google at the OCP EMEA Summit 2025: CDU availability since 2020',
    url: 'https://www.techstories.co/google-unveils-cdu-to-unlock-1mw-data-centre-racks',
  },
  crusoe2025: {
    title: 'Crusoe at GTC 2025: faults of an H200 cluster, via G. Lockwood',
    url: 'https://glennklockwood.com/garden/component-reliability',
  },
  ncclGuide: {
    title: 'NVIDIA NCCL User Guide, Environment Variables',
    url: 'https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/env.html',
  },
  greyhound: {
    title: 'Wu et al., Greyhound: Hunting Fail-Slows in Hybrid-Parallel Training, ATC 2025',
    url: 'https://arxiv.org/abs/2410.12588',
  },
  bloomChronicles: {
    title: 'BLOOM 176B chronicles, bigscience-workshop/bigscience',
    url: 'https://github.com/bigscience-workshop/bigscience',
  },
  aegis: { title: 'Aegis: evolution of failure diagnosis of training (Alibaba), NSDI 2025' },
  metaSilent: { title: 'Engineering at Meta, silent data corruption in AI, 2025-07' },
  gpuReplacement: {
    title: 'AM Compute, When a GPU Dies in Production (blog)',
    url: 'https://amcompute.com/blog/when-a-gpu-dies-in-production',
  },
  nvlService: { title: 'SemiAnalysis, service times of GB200 NVL72, via third-party notes' },
  nemotron3: {
    title: 'Nemotron 3 Ultra, arXiv:2606.15007',
    url: 'https://arxiv.org/abs/2606.15007',
  },
  ling1t: { title: 'Ling-1T, arXiv:2510.22115', url: 'https://arxiv.org/abs/2510.22115' },
  marinStaging: {
    title: 'marin-community/marin pull request 7929: staging of checkpoints on GB200',
    url: 'https://github.com/marin-community/marin/pull/7929',
  },
  pm9a3: { title: 'heise online, Samsung PM9A3', url: 'https://heise.de/-4720224' },
  upi: { title: 'UPI, 2024-06-05' },
  commercialAppeal: { title: 'Commercial Appeal (Memphis)' },
  theInformation: { title: 'The Information, 2024-05-25, via press' },
  techCrunch: { title: 'TechCrunch; Epoch AI, funding rounds' },
  oracleTalks: { title: 'Press reports on the end of the Oracle talks, 2024-07-09' },
  wreg: { title: 'WREG; Observer' },
  pressMemphis: { title: 'Press reports on the Memphis site, 2024' },
  nvidiaColossus: {
    title: 'NVIDIA press release, Spectrum-X and xAI Colossus, 2024-10-28',
    url: 'https://nvidianews.nvidia.com/news/spectrum-x-ethernet-networking-xai-colossus',
  },
  tomsHardware: { title: "Tom's Hardware, 2025-05" },
  bloomberg: { title: 'Bloomberg, via press, 2025-10' },
  gpuBurn114: {
    title: 'wilicc/gpu-burn, issue 114: nvidia-smi of H100s under load',
    url: 'https://github.com/wilicc/gpu-burn/issues/114',
  },
  nccl1550: {
    title: 'NVIDIA/nccl, issue 1550: nvidia-smi of H100s in a hanging collective',
    url: 'https://github.com/NVIDIA/nccl/issues/1550',
  },
  nccl1967: {
    title: 'NVIDIA/nccl, issue 1967: nvidia-smi of idle H100s',
    url: 'https://github.com/NVIDIA/nccl/issues/1967',
  },
  inferenceAsFlexibility: {
    title: 'Liang, Inference as Flexibility: Ramp Management for AI Data Centres, arXiv:2606.21833',
    url: 'https://arxiv.org/abs/2606.21833',
  },
  megapackPress: { title: 'Press reports on the Megapacks at Colossus, 2025' },
} as const satisfies Readonly<Record<string, Source>>;

export type SourceName = keyof typeof SOURCES;

/** A source, and the place in it. */
export function cite(name: SourceName, locator?: string): Source {
  return locator ? { ...SOURCES[name], locator } : SOURCES[name];
}
