import { Building2, Globe, KeyRound, type LucideIcon, UserRound } from "lucide-react";
import type { ProviderIcon } from "../../../api";
import { Icon } from "../../../ui";

const PICTURES: Record<ProviderIcon, LucideIcon> = {
  key: KeyRound,
  building: Building2,
  globe: Globe,
  user: UserRound,
};

/** The picture on a provider's button: one of ours, for pages load nothing from elsewhere. */
export function ProviderPicture({ of }: { of: ProviderIcon }) {
  return <Icon of={PICTURES[of] ?? Globe} />;
}
