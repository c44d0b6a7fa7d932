/** Why a host that is a guest itself has nothing to give away. */
export const NESTED = 'The host is a guest itself: it needs an IOMMU of its own from the host below';
