import { Component, type ReactNode } from 'react';
import { Problem } from './Problem';

/** Where a screen cannot be drawn, such as because of an answer that nobody expected, the rest of the page stays. */
export class Boundary extends Component<{ children: ReactNode }, { failure: unknown }> {
  override state = { failure: null as unknown };

  static getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  override render() {
    return this.state.failure === null ? (
      this.props.children
    ) : (
      <>
        <h1>This cannot be shown</h1>
        <Problem error={this.state.failure} retry={() => this.setState({ failure: null })} />
      </>
    );
  }
}
