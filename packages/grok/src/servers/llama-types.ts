/** The part of the package `node-llama-cpp` 3 that is used: it is optional, so that its types may be absent too. */
export interface LlamaModule {
  getLlama(options: {
    readonly gpu: false;
    readonly build: 'never';
    readonly skipDownload: true;
    readonly logLevel: 'error';
  }): Promise<Llama>;
  readonly LlamaGrammarEvaluationState: new (options: {
    readonly model: LlamaModel;
    readonly grammar: object;
  }) => object;
}

export interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  createGrammar(options: { readonly grammar: string }): Promise<object>;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  createContext(options: {
    /** Of each sequence, tokens. */
    readonly contextSize: number;
    readonly sequences: number;
    readonly threads: number;
    readonly flashAttention: boolean;
    readonly experimentalKvCacheKeyType: 'F32';
    readonly experimentalKvCacheValueType: 'F32';
  }): Promise<{ getSequence(): Sequence }>;
}

export interface Sequence {
  /** Tokens that its cache holds. */
  readonly nextTokenIndex: number;
  /** Forgets all from the first token on that differs. */
  adaptStateToTokens(tokens: readonly number[], allowShift: boolean): Promise<void>;
  clearHistory(): Promise<void>;
  evaluate(tokens: readonly number[], options: EvaluateOptions): AsyncGenerator<number, void, void>;
  controlledEvaluate(
    tokens: readonly (readonly [number, { generateNext: { probabilities: true } }])[],
  ): Promise<({ next: { probabilities?: Map<number, number> } } | undefined)[]>;
}

interface EvaluateOptions {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly seed: number;
  readonly yieldEogToken: boolean;
  readonly grammarEvaluationState: object | undefined;
}
